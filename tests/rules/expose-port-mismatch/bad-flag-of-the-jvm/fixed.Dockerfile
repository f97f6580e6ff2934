FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -B package

FROM eclipse-temurin:21-jre
COPY --from=build /src/target/shop.jar /shop.jar
EXPOSE 9090
CMD ["java", "-Dserver.port=9090", "-jar", "/shop.jar"]
