# One image for every process; docker-compose.yml says which one a container runs.

FROM node:24-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent
COPY static static
RUN mkdir -p static/dist && npm run --silent build

FROM python:3.13-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
RUN apt-get -qq update \
 && apt-get -qq install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 gettext tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/edno --create-home edno
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/edno \
    STATIC_ROOT=/srv/static \
    WEB_BIND=0.0.0.0:8000
WORKDIR /srv/edno
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=assets /build/static/dist static/dist
# The demo flag lets the settings load without secrets; nothing of it stays in the image.
RUN for catalogue in locale/*/LC_MESSAGES/*.po; do msgfmt --output-file="${catalogue%.po}.mo" "$catalogue"; done \
 && DEMO=1 VAR_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf /tmp/build
USER edno
VOLUME /var/lib/edno
EXPOSE 8000
ENTRYPOINT ["tini", "--"]
CMD ["gunicorn", "-c", "python:portal.gunicorn_conf", "portal.wsgi"]
