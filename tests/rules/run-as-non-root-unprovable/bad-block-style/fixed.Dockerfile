# k8s/pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsUser: 1500
    runAsNonRoot: true  # the cluster asks for it
    fsGroup: 1500
  containers:
    - name: shop
      image: ghcr.io/acme/shop:1
