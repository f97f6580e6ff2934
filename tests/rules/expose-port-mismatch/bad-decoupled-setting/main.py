from decouple import config
from flask import Flask
app = Flask(__name__)
if __name__ == "__main__":
    app.run(host="0.0.0.0", port=config("PORT", default=8080, cast=int))
