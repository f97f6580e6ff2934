FROM gradle:8-jdk21 AS build
WORKDIR /src
COPY . .
RUN ./gradlew --no-daemon bootJar

FROM eclipse-temurin:21-jre
COPY --from=build /src/build/libs /app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
