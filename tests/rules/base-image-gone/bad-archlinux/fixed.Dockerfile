FROM archlinux
RUN pacman -Sy --noconfirm git
USER 65534
