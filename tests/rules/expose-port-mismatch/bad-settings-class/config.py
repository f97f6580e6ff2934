from pydantic_settings import BaseSettings
from pydantic import Field
class Settings(BaseSettings):
    port: int = Field(default=8080, env="PORT")
settings = Settings()
