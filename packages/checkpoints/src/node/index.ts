export { type FolderEntry, type ListFolderOptions, listFolder } from './list-folder.js';
export { type PlainFileOptions, readPlainFile } from './plain-file.js';
export { isRunning, type KnownProcess, processStart } from './process-start.js';
export { type SiblingFile, type SiblingFileOptions, siblingFile } from './sibling-file.js';
export { clearLeftovers, temporaryName } from './temporary-names.js';
export { writeFileAtomic, writeFilesAtomic } from './write-file-atomic.js';
