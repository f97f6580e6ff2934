import typer
import uvicorn
from fastapi import FastAPI
app = FastAPI()
cli = typer.Typer()
@cli.command()
def main(port: int = typer.Option(8080, envvar="PORT")):
    uvicorn.run(app, host="0.0.0.0", port=port)
if __name__ == "__main__":
    cli()
