FROM mcr.microsoft.com/dotnet/sdk:10.0
WORKDIR /src
COPY Api/Api.csproj ./Api/
RUN dotnet restore Api/Api.csproj
COPY . .
RUN dotnet publish Api -c Release -o /out
