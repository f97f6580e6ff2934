FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Shop.Api.csproj -c Debug

FROM mcr.microsoft.com/dotnet/aspnet:9.0
WORKDIR /app
COPY --from=build /src/src/bin/Debug .
ENTRYPOINT ["dotnet", "Shop.Api.dll"]
