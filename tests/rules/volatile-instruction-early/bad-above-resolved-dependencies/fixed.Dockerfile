FROM maven:3.9-eclipse-temurin-21
WORKDIR /src
COPY pom.xml ./
RUN mvn -B dependency:go-offline
COPY src src
ARG BUILD_DATE
RUN mvn -B package -Dbuilt=$BUILD_DATE
