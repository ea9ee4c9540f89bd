"""The commands, one file a group; each declares its arguments and holds the functions behind them."""
