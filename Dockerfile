# The miniseg command as an image: docker build -t miniseg .
# Not a medical device: for research and education only, not for diagnosis or treatment.
FROM node:22-slim AS build
WORKDIR /miniseg
COPY . .
# The command alone with what it needs to run, into /miniseg/out.
RUN npm run setup && npx --yes pnpm@10 --filter @miniseg/cli deploy --legacy --prod /miniseg/out

FROM node:22-slim
COPY --from=build /miniseg/out /miniseg
COPY --from=build /miniseg/packages/model/weights/phantom-aaai.safetensors /weights/phantom-aaai.safetensors
# A service: docker run -p 127.0.0.1:8077:8077 -e MINISEG_SERVE_TOKEN -v "$PWD:/data" miniseg serve --host 0.0.0.0 --folder service --weights ...
# Scans are handed in, and results out, below /data: docker run --rm -v "$PWD:/data" miniseg segment ...
WORKDIR /data
USER node
ENTRYPOINT ["node", "/miniseg/bin/miniseg.js"]
CMD ["--help"]
