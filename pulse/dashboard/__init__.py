"""What HR and managers see."""
