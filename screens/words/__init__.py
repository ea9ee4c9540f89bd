"""Every sentence people read, in Traditional Chinese and English side by side."""
