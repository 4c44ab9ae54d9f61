"""What is known about saved web pages: their vocabulary, their heads, their machinery."""
