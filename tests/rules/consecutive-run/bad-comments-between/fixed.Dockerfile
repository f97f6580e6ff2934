FROM alpine:3.22
RUN --mount=type=bind,target=/src \
	make -C /src \
		DESTDIR=/out \
		# The owner is the one that runs it,
		# in all places.
		&& chown -R \
    app /out
