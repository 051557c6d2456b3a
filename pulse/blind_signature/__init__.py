"""RFC 9474 blind RSA signatures (RSABSSA-SHA384-PSS-Randomized), pure: no network, no storage."""
