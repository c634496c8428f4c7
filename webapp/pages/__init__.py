"""The pages that Gradio draws, one module each."""
