/** The service in the words of OpenAPI 3.1, for programs that make clients of it. */
import { JOB_STATES } from '../../queue/job.js';
import { DISCLAIMER, versions } from '../../version.js';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});
const job = (description: string) => json(description, { $ref: '#/components/schemas/Job' });
const id = {
  ...{ name: 'id', in: 'path', required: true, description: 'Of the job.' },
  schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
};
const COMMON = {
  401: problem('The token is missing or wrong.'),
  403: problem('A page of another site asked.'),
};
const bytes = { schema: { type: 'string', format: 'binary' } };

export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'MiniSeg',
    version: versions.miniseg,
    description: `Segments chest CT studies that are sent to it, or that an archive has. ${DISCLAIMER}`,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [{}, { token: [] }],
  paths: {
    '/healthz': {
      get: {
        ...{ operationId: 'health', summary: 'Whether the service and its queue live', security: [{}] },
        responses: {
          200: json('They do.', {
            type: 'object',
            required: ['status'],
            properties: { status: { const: 'ok' } },
          }),
          503: problem('The queue does not answer.'),
        },
      },
    },
    '/metrics': {
      get: {
        ...{ operationId: 'metrics', summary: 'Figures for Prometheus' },
        responses: {
          200: { description: 'Figures.', content: { 'text/plain': { schema: { type: 'string' } } } },
          ...COMMON,
        },
      },
    },
    '/openapi.json': {
      get: {
        ...{ operationId: 'describe', summary: 'This document' },
        responses: { 200: json('This document.', { type: 'object' }), ...COMMON },
      },
    },
    '/v1/jobs': {
      post: {
        operationId: 'submit',
        summary: 'Hand in a study; the same files, handed in again, are the same job',
        parameters: [
          {
            ...{ name: 'priority', in: 'query', description: 'Jobs of a higher one are done first.' },
            schema: { type: 'integer', minimum: -1000, maximum: 1000, default: 0 },
          },
          {
            ...{ name: 'name', in: 'query', description: 'Of a single file, such as scan.nii.gz.' },
            schema: { type: 'string' },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                ...{ type: 'object', description: 'All files of one study: slices of series, or volumes.' },
                properties: { file: { type: 'array', items: bytes.schema } },
              },
            },
            'application/octet-stream': bytes,
            'application/dicom': bytes,
            'application/json': {
              schema: {
                ...{
                  type: 'object',
                  description: 'A series of the archive that the service knows (--dicomweb).',
                },
                ...{ required: ['studyInstanceUid', 'seriesInstanceUid'], additionalProperties: false },
                properties: { studyInstanceUid: { type: 'string' }, seriesInstanceUid: { type: 'string' } },
              },
            },
          },
        },
        responses: {
          202: job('It is in the queue.'),
          200: job('It was known already.'),
          400: problem('The request cannot be read.'),
          413: problem('More than the service takes.'),
          415: problem('Another kind of body.'),
          503: problem('The queue does not answer.'),
          ...COMMON,
        },
      },
      get: {
        ...{ operationId: 'list', summary: 'Jobs, the newest first' },
        parameters: [
          { name: 'state', in: 'query', schema: { enum: JOB_STATES } },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
          },
        ],
        responses: {
          200: json('Jobs.', {
            ...{ type: 'object', required: ['jobs'] },
            properties: { jobs: { type: 'array', items: { $ref: '#/components/schemas/Job' } } },
          }),
          400: problem('The request cannot be read.'),
          ...COMMON,
        },
      },
    },
    '/v1/jobs/{id}': {
      parameters: [id],
      get: {
        ...{ operationId: 'status', summary: 'What has become of a job' },
        responses: { 200: job('The job.'), 404: problem('There is no such job.'), ...COMMON },
      },
      delete: {
        ...{
          operationId: 'remove',
          summary: 'Cancel a job, or forget one that ended, with its results and files',
        },
        responses: {
          200: job('It is canceled.'),
          204: { description: 'It is forgotten.' },
          404: problem('There is no such job.'),
          ...COMMON,
        },
      },
    },
    '/v1/jobs/{id}/files': {
      parameters: [id],
      get: {
        ...{ operationId: 'files', summary: 'Names of the results' },
        responses: {
          200: json('Files.', {
            ...{ type: 'object', required: ['files'] },
            properties: { files: { type: 'array', items: { $ref: '#/components/schemas/File' } } },
          }),
          404: problem('There is no such job.'),
          409: problem('There are no results, or not yet.'),
          410: problem('The results are not on this machine, or were taken away.'),
          ...COMMON,
        },
      },
    },
    '/v1/jobs/{id}/files/{name}': {
      parameters: [id, { name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
      get: {
        ...{
          operationId: 'file',
          summary: 'One of the results: masks, label maps, report.json, DICOM objects',
        },
        responses: {
          200: { description: 'The file.', content: { 'application/octet-stream': bytes } },
          404: problem('There is no such job or file.'),
          409: problem('There are no results, or not yet.'),
          ...COMMON,
        },
      },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    schemas: {
      Job: {
        type: 'object',
        required: ['id', 'state', 'progress', 'attempts', 'submitted'],
        additionalProperties: false,
        properties: {
          id: { type: 'string', pattern: '^[0-9a-f]{64}$' },
          state: { enum: JOB_STATES },
          progress: { type: 'number', minimum: 0, maximum: 1 },
          stage: { type: 'string', description: 'What is being done.' },
          reason: {
            type: 'string',
            description: 'Why it failed, why its last try did, or what there are no results of.',
          },
          attempts: { type: 'integer', minimum: 0 },
          submitted: { type: 'string', format: 'date-time' },
          ended: { type: 'string', format: 'date-time' },
          seconds: { type: 'number', description: 'That it took.' },
          sent: { type: 'integer', description: 'DICOM objects that the archive has got.' },
        },
      },
      File: {
        ...{ type: 'object', required: ['name', 'bytes'], additionalProperties: false },
        properties: { name: { type: 'string' }, bytes: { type: 'integer' } },
      },
      Problem: {
        ...{ type: 'object', required: ['status', 'detail'], description: 'RFC 9457.' },
        properties: { status: { type: 'integer' }, detail: { type: 'string' } },
      },
    },
  },
} as const;
