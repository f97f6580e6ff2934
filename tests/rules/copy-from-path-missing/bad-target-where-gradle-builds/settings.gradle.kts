rootProject.name = "store"
