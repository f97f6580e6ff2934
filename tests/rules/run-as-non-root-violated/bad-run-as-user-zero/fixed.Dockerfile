# k8s/pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: ghcr.io/acme/shop:1
      securityContext: {runAsNonRoot: true, runAsUser: 10001}
