FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
WORKDIR /src
COPY . .
RUN dotnet restore src/Shop.Api.csproj
RUN dotnet publish src/Shop.Api.csproj -c Release -o out

FROM build AS publish

FROM mcr.microsoft.com/dotnet/aspnet:9.0
WORKDIR /app
COPY --from=publish /src/out .
ENTRYPOINT ["dotnet", "Shop.Api.dll"]
