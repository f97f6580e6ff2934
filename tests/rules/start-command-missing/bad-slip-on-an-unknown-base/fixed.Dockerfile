FROM registry.example.com/runtimes/jvm:21
COPY shop.jar /srv/shop.jar
ENTRYPOINT ["java", "-jar", "/srv/shop.jar"]
