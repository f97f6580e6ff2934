from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    port: int = 8080
settings = Settings()


class Database(BaseSettings):
    port: int = 5432
