FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY App.dll .
USER $APP_UID
ENTRYPOINT ["dotnet", "App.dll"]
