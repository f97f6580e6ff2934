FROM mcr.microsoft.com/dotnet/core/sdk:3.1 AS build
WORKDIR /src
COPY . .
RUN dotnet publish -o /app

FROM mcr.microsoft.com/dotnet/aspnet:5.0
COPY --from=build /app /app
USER 1000
ENTRYPOINT ["dotnet", "/app/Shop.dll"]
