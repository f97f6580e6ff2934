FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
WORKDIR /src
COPY . .
WORKDIR /src/src/Shop.Api
RUN dotnet build -c Release
RUN dotnet publish -c Release --no-build --self-contained false -o out

FROM mcr.microsoft.com/dotnet/aspnet:9.0
WORKDIR /app
COPY --from=build /src/src/Shop.Api/out .
ENTRYPOINT ["dotnet", "Shop.Api.dll"]
