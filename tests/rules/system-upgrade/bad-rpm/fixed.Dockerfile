FROM rockylinux:9
RUN sudo dnf upgrade --refresh -y
