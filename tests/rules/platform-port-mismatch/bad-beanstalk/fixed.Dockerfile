# Dockerrun.aws.json
{
  "AWSEBDockerrunVersion": "1",
  "Ports": [{"ContainerPort": 3000}]
}
