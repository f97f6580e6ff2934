target "default" {
  contexts = {
    design-system = "../design-system"
  }
}
