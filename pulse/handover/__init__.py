"""What passes between the server and the trustee as files, pure: a package out, a result back, keys sealed."""
