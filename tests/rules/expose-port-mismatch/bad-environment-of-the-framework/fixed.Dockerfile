FROM mcr.microsoft.com/dotnet/aspnet:9.0
WORKDIR /app
COPY shop.dll .
ENV ASPNETCORE_HTTP_PORTS=9000
EXPOSE 9000
ENTRYPOINT ["dotnet", "shop.dll"]
