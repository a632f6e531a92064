PRAGMA user_version = 6;
BEGIN TRANSACTION;
CREATE TABLE answers (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        sheet TEXT NOT NULL,
        ref TEXT NOT NULL,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT,
        entered TEXT NOT NULL,
        cell TEXT NOT NULL,
        held INTEGER NOT NULL,
        PRIMARY KEY (return_number, sheet, ref, key)
    );
INSERT INTO "answers" VALUES(1,'Indicators','PK01','actual','nothing',NULL,'0.79','F7',1);
INSERT INTO "answers" VALUES(1,'Indicators','PK02','actual','number','210','210','F8',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Source data','name','text','A','A','B10',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Source data','job_title','text','Officer','Officer','C10',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Source data','date','date','2018-10-05','2018-10-05','D10',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Data entry','name','text','A','A','B11',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Data entry','job_title','text','Officer','Officer','C11',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Data entry','date','date','2018-10-05','2018-10-05','D11',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Checked','name','text','B','B','B12',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Checked','job_title','text','Officer','Officer','C12',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Checked','date','date','2018-10-05','2018-10-05','D12',0);
INSERT INTO "answers" VALUES(2,'Indicators','HS01','numerator','nothing',NULL,'a few','O7',0);
CREATE TABLE changed_cells (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        position INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        label TEXT NOT NULL,
        heading TEXT NOT NULL,
        cell TEXT NOT NULL,
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        PRIMARY KEY (return_number, position)
    );
INSERT INTO "changed_cells" VALUES(1,0,'Indicators','PK01','Indicator','B7','Parks that are clean','Parks that are tidy');
CREATE TABLE compiled (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        PRIMARY KEY (period, version)
    );
INSERT INTO "compiled" VALUES('2018-19-Q1',1,'54595e0ef07157296cb0bcd4af303d6e1fd08ed0904c3fcddb1287c576570091','0176c97a7229849d22820610c8d67a00325af9958e4284e1d4720d4642373aa8','2018-07-02T09:00:00');
CREATE TABLE compiled_rows (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        service TEXT NOT NULL,
        ref TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (period, version, position),
        FOREIGN KEY (period, version) REFERENCES compiled
    );
INSERT INTO "compiled_rows" VALUES('2018-19-Q1',1,0,'Indicator','housing','HS01','{"council": "Our Council", "service": "housing", "period": "2018-19-Q1", "ref": "HS01", "title": "Repairs done in time", "tier": "KPI", "unit": "%", "polarity": "higher", "counts_as": "ratio", "entered": "a few", "numerator": "", "denominator": "", "actual": "", "target": "0.9", "target_text": "90%", "variance": "", "rating": "", "state": "not supplied", "direction_quarter": "", "direction_year": "", "provisional": "no", "commentary": "", "supplied_by": "housing", "source_file": "housing 2018-19-Q1.xlsx", "source_sheet": "Indicators", "source_cell": "O7", "tolerance": "5%", "definition": "", "how_often": "quarterly", "told": "not supplied", "source": "housing 2018-19-Q1.xlsx, sheet Indicators, cell O7"}');
INSERT INTO "compiled_rows" VALUES('2018-19-Q1',1,1,'Indicator','parks','PK01','{"council": "Our Council", "service": "parks", "period": "2018-19-Q1", "ref": "PK01", "title": "Parks that are clean", "tier": "KPI", "unit": "%", "polarity": "higher", "counts_as": "snapshot", "entered": "0.79", "numerator": "", "denominator": "", "actual": "", "target": "0.8", "target_text": "80%", "variance": "", "rating": "", "state": "held", "direction_quarter": "", "direction_year": "", "provisional": "no", "commentary": "", "supplied_by": "parks", "source_file": "parks 2018-19-Q1.xlsx", "source_sheet": "Indicators", "source_cell": "F7", "tolerance": "5%", "definition": "", "how_often": "quarterly", "told": "held", "source": "parks 2018-19-Q1.xlsx, sheet Indicators, cell F7"}');
INSERT INTO "compiled_rows" VALUES('2018-19-Q1',1,2,'Indicator','parks','PK02','{"council": "Our Council", "service": "parks", "period": "2018-19-Q1", "ref": "PK02", "title": "Visits", "tier": "PI", "unit": "number", "polarity": "higher", "counts_as": "cumulative", "entered": "210", "numerator": "", "denominator": "", "actual": "210", "target": "100", "target_text": "Q1 100 Q2 200 Q3 300 Q4 400", "variance": "110", "rating": "Green", "state": "rated", "direction_quarter": "", "direction_year": "", "provisional": "no", "commentary": "", "supplied_by": "parks", "source_file": "parks 2018-19-Q1.xlsx", "source_sheet": "Indicators", "source_cell": "F8", "tolerance": "5%", "definition": "", "how_often": "quarterly", "told": "Green (210 against 100)", "source": "parks 2018-19-Q1.xlsx, sheet Indicators, cell F8"}');
INSERT INTO "compiled_rows" VALUES('2018-19-Q1',1,3,'Milestone','parks','P1-M1','{"milestone": "Foundations laid", "due": "2018-06-30", "told": "not reported", "source": ""}');
CREATE TABLE decisions (
        number INTEGER PRIMARY KEY,
        period TEXT NOT NULL,
        service TEXT NOT NULL,
        sheet TEXT NOT NULL,
        row_label TEXT NOT NULL,
        column_heading TEXT NOT NULL,
        said TEXT NOT NULL,
        choice TEXT NOT NULL,
        value TEXT NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        made TEXT NOT NULL
    );
INSERT INTO "decisions" VALUES(1,'2018-19-Q1','parks','Indicators','PK01','Actual','0.79','Accept','79%','','By telephone','Manager','c0ffee0000000000000000000000000000000000000000000000000000000000','2018-07-03T09:00:00');
CREATE TABLE files (
        sha256 TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        PRIMARY KEY (sha256, kind)
    );
INSERT INTO "files" VALUES('0c0da58a7e380af46be0bd9159d96419d30a62f70b66a3363ab030621400eacb','issued','housing 2018-19-Q1.xlsx',23271,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('8fbb90b5f4fc0f5cf2bde5e2fe84b6ebc75245d37335d0b8cc6195542503f753','issued','parks 2018-19-Q1.xlsx',26719,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('72c6ebe49c1253d2dbfa9e331681b02f378b6334f4e141273122bd6a5944357f','returned','parks 2018-19-Q1.xlsx',26169,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('76a1860e0693a73cd768a45d9075ba5a3bf131d8c6f5408d08ac7b6f08acf6c5','returned','housing 2018-19-Q1.xlsx',22644,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('ea340034869661d65ecf59191e494811085f5dd885d9780d18308bf6b1a11823','queries','housing 2018-19-Q1 queries.xlsx',28400,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('b23266bfe170cc0950e406f7baae112c904ec86a5104673c05de0571272a85ff','queries','housing 2018-19-Q1 queries.md',859,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('a8a44b9234009cd58eb0b25c6ca2d2bcb54f3fba61a338725ad3332f721b81e2','queries','parks 2018-19-Q1 queries.xlsx',31628,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('47aa410d76d9f02b32cbb53eee6e1227a033491a4a1920490296a93f73ca445a','queries','parks 2018-19-Q1 queries.md',381,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('54595e0ef07157296cb0bcd4af303d6e1fd08ed0904c3fcddb1287c576570091','compiled','Performance Data Collection 2018-19-Q1.xlsx',38374,'2018-07-02T09:00:00');
CREATE TABLE issues (
        issue_id TEXT PRIMARY KEY,
        service TEXT NOT NULL,
        period TEXT NOT NULL,
        number INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        layout TEXT NOT NULL,
        plan_file TEXT NOT NULL,
        plan_sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        UNIQUE (period, service, number)
    );
INSERT INTO "issues" VALUES('id-1','housing','2018-19-Q1',1,'0c0da58a7e380af46be0bd9159d96419d30a62f70b66a3363ab030621400eacb','b05192a969d0ce30f2da5bf329abdd672fc64c022fd68aecda55d659644f332e','1','housing 2018-21.md','0d5b1e683b0a716d6aab5c6e8d7a244dfd5f0c9be7e714723fe98aee3f249d0e','2018-07-02T09:00:00');
INSERT INTO "issues" VALUES('id-2','parks','2018-19-Q1',1,'8fbb90b5f4fc0f5cf2bde5e2fe84b6ebc75245d37335d0b8cc6195542503f753','7d1381e96990e2b95b058f506303fe1221ff1783b94b69b3724b22d5692ebfbc','1','parks 2018-21.md','8059886cfc4e718e233e71e692591d99749c05f27f15394f7957266f050d7512','2018-07-02T09:00:00');
CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        service TEXT NOT NULL,
        period TEXT NOT NULL,
        kind TEXT NOT NULL,
        drafted_at TEXT NOT NULL,
        sent_at TEXT
    );
INSERT INTO "messages" VALUES(1,'housing','2018-19-Q1','issue','2018-07-02T09:00:00','2018-07-02T09:00:00');
INSERT INTO "messages" VALUES(2,'parks','2018-19-Q1','issue','2018-07-02T09:00:00','2018-07-02T09:00:00');
CREATE TABLE problems (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        position INTEGER NOT NULL,
        code TEXT NOT NULL,
        level TEXT NOT NULL,
        file TEXT NOT NULL,
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        label TEXT NOT NULL,
        message TEXT NOT NULL, said TEXT NOT NULL DEFAULT '{}',
        PRIMARY KEY (return_number, position)
    );
INSERT INTO "problems" VALUES(1,0,'locked-changed','note','','Indicators','B7','PK01','''Indicator'' was locked and has been changed from ''Parks that are clean'' to ''Parks that are tidy''. The change is ignored. If it is right, ask for it on the sheet Requests.','{"heading": "Indicator", "old": "Parks that are clean", "new": "Parks that are tidy"}');
INSERT INTO "problems" VALUES(1,1,'percent-unclear','confirm','','Indicators','F7','PK01','''0.79'' could be 0.79% or 79%, so it is held. Type the percentage with its sign, for example 79%.','{"entered": "0.79", "detail": "is read as 0.79% or 79%", "candidates": "0.79% or 79%", "elsewhere": "", "heading": "Actual", "example": "79%"}');
INSERT INTO "problems" VALUES(2,0,'not-a-number','fix','','Indicators','O7','HS01','''a few'' is not a number, so it is not used. Type Numerator as a number, for example 171.','{"entered": "a few", "detail": "is read as a few", "candidates": "a few", "elsewhere": "", "heading": "Numerator", "example": "171"}');
CREATE TABLE readings (
        period TEXT NOT NULL,
        number INTEGER NOT NULL,
        is_over INTEGER NOT NULL,
        PRIMARY KEY (period, number)
    );
INSERT INTO "readings" VALUES('2018-19-Q1',1,1);
CREATE TABLE refs (
        service TEXT NOT NULL,
        plan_table TEXT NOT NULL,
        plan_row TEXT NOT NULL,
        ref TEXT NOT NULL,
        PRIMARY KEY (service, plan_table, plan_row)
    );
INSERT INTO "refs" VALUES('parks','Projects','2018-21: youth hub','P1');
INSERT INTO "refs" VALUES('parks','Milestones','2018-21: youth hub / Q1 2018/19','P1-M1');
CREATE TABLE removals (
        period TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        file TEXT NOT NULL,
        service TEXT NOT NULL,
        received TEXT NOT NULL,
        removed TEXT NOT NULL,
        reason TEXT NOT NULL,
        removed_by TEXT NOT NULL,
        figures_kept INTEGER NOT NULL,
        PRIMARY KEY (period, sha256)
    );
INSERT INTO "removals" VALUES('2018-19-Q1','c0ffee0000000000000000000000000000000000000000000000000000000000','parks by mistake.xlsx','parks','2018-07-02T09:00:00','2018-07-04T09:00:00','By mistake','Manager',0);
CREATE TABLE return_sheets (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        sheet TEXT NOT NULL,
        name_in_file TEXT NOT NULL,
        PRIMARY KEY (return_number, sheet)
    );
INSERT INTO "return_sheets" VALUES(1,'Start here','Start here');
INSERT INTO "return_sheets" VALUES(1,'Indicators','Indicators');
INSERT INTO "return_sheets" VALUES(1,'Milestones','Milestones');
INSERT INTO "return_sheets" VALUES(1,'Requests','Requests');
INSERT INTO "return_sheets" VALUES(1,'Sign-off','Sign-off');
INSERT INTO "return_sheets" VALUES(1,'Help','Help');
INSERT INTO "return_sheets" VALUES(2,'Start here','Start here');
INSERT INTO "return_sheets" VALUES(2,'Indicators','Indicators');
INSERT INTO "return_sheets" VALUES(2,'Requests','Requests');
INSERT INTO "return_sheets" VALUES(2,'Sign-off','Sign-off');
INSERT INTO "return_sheets" VALUES(2,'Help','Help');
CREATE TABLE returns (
        number INTEGER PRIMARY KEY,
        period TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        arrival INTEGER NOT NULL,
        file TEXT NOT NULL,
        service TEXT NOT NULL,
        issue_id TEXT NOT NULL,
        status TEXT NOT NULL,
        read_at TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '', sent_at TEXT, reading INTEGER NOT NULL DEFAULT 0,
        UNIQUE (period, sha256),
        UNIQUE (period, arrival)
    );
INSERT INTO "returns" VALUES(1,'2018-19-Q1','72c6ebe49c1253d2dbfa9e331681b02f378b6334f4e141273122bd6a5944357f',1,'parks 2018-19-Q1.xlsx','parks','id-2','held','2018-07-02T09:00:00','',NULL,1);
INSERT INTO "returns" VALUES(2,'2018-19-Q1','76a1860e0693a73cd768a45d9075ba5a3bf131d8c6f5408d08ac7b6f08acf6c5',2,'housing 2018-19-Q1.xlsx','housing','id-1','accepted','2018-07-02T09:00:00','',NULL,1);
CREATE INDEX returns_by_service ON returns (service, period);
CREATE INDEX messages_by_period ON messages (period, service, kind);
CREATE INDEX decisions_by_service ON decisions (period, service, sheet);
COMMIT;
