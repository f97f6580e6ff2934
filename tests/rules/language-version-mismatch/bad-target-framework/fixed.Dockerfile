FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
WORKDIR /src
COPY Shop/Shop.csproj Shop/
RUN dotnet restore Shop/Shop.csproj
