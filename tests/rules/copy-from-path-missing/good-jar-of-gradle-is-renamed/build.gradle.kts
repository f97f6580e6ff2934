plugins {
    id("org.springframework.boot") version "3.4.1"
}
group = "org.example"
version = "1.0"
tasks.bootJar { archiveFileName.set("shop-1.0.jar") }
