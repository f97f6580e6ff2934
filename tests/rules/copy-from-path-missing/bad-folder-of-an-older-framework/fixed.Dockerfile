FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish -c Release Shop/Shop.csproj

FROM mcr.microsoft.com/dotnet/aspnet:8.0
WORKDIR /app
COPY --from=build /src/Shop/bin/Release/net8.0/publish .
ENTRYPOINT ["dotnet", "Shop.dll"]
