# k8s/pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: ghcr.io/acme/shop:1
      command: ["/srv/work.sh"]
      args: ["--all"]
