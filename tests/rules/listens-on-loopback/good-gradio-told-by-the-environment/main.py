import gradio

page = gradio.Interface(str.upper, "text", "text")
page.launch()
