"""Writers of dataset folders and archives."""
