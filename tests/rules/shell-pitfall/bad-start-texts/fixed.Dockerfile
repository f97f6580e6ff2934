FROM eclipse-temurin:21-jre
HEALTHCHECK CMD curl --fail http://localhost/"$(cat /path)" || exit 1
ENTRYPOINT exec java -jar $(ls /opt/*.jar)
