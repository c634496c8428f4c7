"""Parts of the command line that need no studio; `app.py` puts them together with those that do."""
