/** A changelog for people: what the changesets say, without hashes, and without a line for each dependency that moved. */

/** An entry is the changeset's text; further lines of it belong to its point of the list. */
async function getReleaseLine({ summary }) {
  return `- ${summary.trim().split('\n').join('\n  ')}`;
}

/** Packages of one release move together, so that their versions say it already. */
async function getDependencyReleaseLine() {
  return '';
}

module.exports = { getReleaseLine, getDependencyReleaseLine };
