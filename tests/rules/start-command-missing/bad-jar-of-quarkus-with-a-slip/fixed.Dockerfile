FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY . .
RUN mvn -B package

FROM eclipse-temurin:21-jre
COPY --from=build /src/target/quarkus-app /app
CMD ["java", "-jar", "/app/quarkus-run.jar"]
