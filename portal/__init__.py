"""What people may do. Knows no Gradio, no torch and no SQL."""
