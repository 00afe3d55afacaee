"""What runs on Windows only, tried on Linux: Windows' own Python under Wine, and a client such as Excel is."""
