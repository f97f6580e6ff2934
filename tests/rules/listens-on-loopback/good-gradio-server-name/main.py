import gradio

page = gradio.Interface(str.upper, "text", "text")
page.launch(server_name="0.0.0.0")
