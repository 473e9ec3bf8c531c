import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as ts from "typescript";

import { root } from "./pages";
import { table } from "./table";

/** A table of an interface's members with their types and doc comments, those that it extends included. */
export function membersTable(file: string, name: string): string {
  const rows = membersOf(join(root, file), name).map(({ member, type, meaning }) => [
    `\`${member}\``,
    `\`${type}\``,
    meaning,
  ]);
  return table(["property", "type", "meaning"], rows);
}

interface Member {
  member: string;
  type: string;
  meaning: string;
}

function membersOf(file: string, name: string): Member[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const declared = source.statements.find(
    (each): each is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(each) && each.name.text === name,
  );
  if (declared === undefined) throw new Error(`${file} has no interface ${name}`);
  const own = declared.members.filter(ts.isPropertySignature).map((member) => memberOf(member, source));
  const bases = declared.heritageClauses?.flatMap(({ types }) => types) ?? [];
  const inherited = bases.flatMap(({ expression }) =>
    inheritedFrom(file, source, expression.getText(source)),
  );
  return [...own, ...inherited];
}

function inheritedFrom(file: string, source: ts.SourceFile, base: string): Member[] {
  const imported = source.statements.filter(ts.isImportDeclaration).find((each) => {
    const names = each.importClause?.namedBindings;
    return (
      names !== undefined && ts.isNamedImports(names) && names.elements.some(({ name }) => name.text === base)
    );
  });
  if (imported === undefined) return membersOf(file, base);
  const path = (imported.moduleSpecifier as ts.StringLiteral).text;
  return membersOf(join(file, "..", `${path}.ts`), base);
}

function memberOf(member: ts.PropertySignature, source: ts.SourceFile): Member {
  const optional = member.questionToken === undefined ? "" : "?";
  const type = member.type?.getText(source) ?? "unknown";
  const comment = ts.getJSDocCommentsAndTags(member)[0];
  const meaning = comment === undefined ? "" : (ts.getTextOfJSDocComment(comment.comment) ?? "");
  return {
    member: `${member.name.getText(source)}${optional}`,
    type: type
      .replace(/pulumi\.(Input|Output)<(.*)>/s, "$2")
      .replace(/\s+/g, " ")
      .trim(),
    meaning: meaning.replace(/\s+/g, " "),
  };
}
