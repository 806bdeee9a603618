# Two stages: packages with pip, then what runs, without pip's caches and without root.
FROM python:3.11-slim AS packages
RUN python -m venv /opt/artdesk
COPY requirements.lock /tmp/requirements.lock
RUN /opt/artdesk/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes --only-binary :all: -r /tmp/requirements.lock

FROM python:3.11-slim
# libfribidi0 sets Arabic and Hebrew from right to left; everything else comes with the packages.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libfribidi0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin artdesk \
 && install --directory --owner artdesk --group artdesk --mode 700 /data
COPY --from=packages /opt/artdesk /opt/artdesk
WORKDIR /app
COPY LICENSE NOTICES.md ./
COPY bot bot
COPY commands commands
COPY adapters adapters
RUN /opt/artdesk/bin/python -m compileall -q bot commands adapters

# Inside a container the page listens on every address; the studio then refuses to start without
# ARTDESK_SECRET, and people come in by personal links (python -m bot link NAME).
ENV PATH=/opt/artdesk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ARTDESK_DATA=/data \
    ARTDESK_HOST=0.0.0.0 \
    ARTDESK_PORT=8717
USER artdesk
VOLUME /data
EXPOSE 8717
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['ARTDESK_PORT'] + '/healthz', timeout=2)"]
# Stopping finishes the pictures that are being made; compose.yaml gives it the time.
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
