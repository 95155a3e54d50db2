/** The bill of materials in CycloneDX 1.6, the same bytes for the same lockfile: no date and no random number. */
import * as CDX from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';

const SPEC = CDX.Spec.Spec1dot6;
const { Component, Bom, LicenseRepository } = CDX.Models;

/**
 * @param {import('./components.mjs').Component[]} list
 * @param {{ name: string, version: string }} subject What it is the bill of.
 * @returns {string} JSON.
 */
export function billOfMaterials(list, { name, version }) {
  const bom = new Bom();
  const subject = new Component(CDX.Enums.ComponentType.Library, name, { bomRef: name, version });
  bom.metadata.component = subject;
  const byId = new Map(list.map((component) => [component.id, componentOf(component)]));
  for (const { id, own, dependencies } of list) {
    const component = byId.get(id);
    bom.components.add(component);
    if (own) subject.dependencies.add(component.bomRef);
    for (const dependency of dependencies) component.dependencies.add(byId.get(dependency).bomRef);
  }
  const serializer = new CDX.Serialize.JsonSerializer(new CDX.Serialize.JSON.Normalize.Factory(SPEC));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** @returns {Promise<unknown>} What breaks the schema, or null. */
export function schemaErrors(json) {
  return new CDX.Validation.JsonStrictValidator(SPEC.version).validate(json);
}

function componentOf({ id, manifest, integrity }) {
  const { name: fullName, version, description, license } = manifest;
  const [group, name] = fullName.startsWith('@') ? fullName.split('/') : [undefined, fullName];
  const component = new Component(CDX.Enums.ComponentType.Library, name, {
    bomRef: id,
    group,
    version,
    description,
    scope: CDX.Enums.ComponentScope.Required,
    purl: new PackageURL('npm', group, name, version, undefined, undefined).toString(),
    licenses: new LicenseRepository(license ? [licenseOf(license)] : []),
  });
  if (integrity) {
    const [, digest] = integrity.split('sha512-');
    component.hashes.set(CDX.Enums.HashAlgorithm['SHA-512'], Buffer.from(digest, 'base64').toString('hex'));
  }
  return component;
}

function licenseOf(license) {
  if (CDX.SPDX.isSupportedSpdxId(license)) return new CDX.Models.SpdxLicense(license);
  if (CDX.SPDX.isValidSpdxLicenseExpression?.(license)) return new CDX.Models.LicenseExpression(license);
  return new CDX.Models.NamedLicense(license);
}
