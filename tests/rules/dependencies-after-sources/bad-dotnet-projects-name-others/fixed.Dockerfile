FROM mcr.microsoft.com/dotnet/sdk:9.0
WORKDIR /src
COPY Directory.Packages.props ./
COPY src/Api/Api.csproj ./src/Api/
COPY src/Lib/Lib.csproj ./src/Lib/
RUN dotnet restore src/Api/Api.csproj
COPY . .
RUN dotnet publish src/Api/Api.csproj -c Release -o /out --no-restore
