PRAGMA user_version = 3;
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
INSERT INTO "answers" VALUES(1,'Sign-off','Source data','date','date','2018-10-05','43378','D10',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Data entry','name','text','A','A','B11',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Data entry','job_title','text','Officer','Officer','C11',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Data entry','date','date','2018-10-05','43378','D11',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Checked','name','text','B','B','B12',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Checked','job_title','text','Officer','Officer','C12',0);
INSERT INTO "answers" VALUES(1,'Sign-off','Checked','date','date','2018-10-05','43378','D12',0);
INSERT INTO "answers" VALUES(2,'Indicators','HS01','numerator','nothing',NULL,'a few','O7',0);
CREATE TABLE compiled (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        PRIMARY KEY (period, version)
    );
INSERT INTO "compiled" VALUES('2018-19-Q1',1,'bed9f26b9b9cb2c1b5eec799620329175dec458cee916ad8e9fd7174344b86bb','faa5dd78ab78fa14084bc7db8b1d876d0b54b7d9a049b5c163c0ca769bc10312','2018-07-02T09:00:00');
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
INSERT INTO "files" VALUES('8e5a8cd934ac8bafd7c2dd39ab8cb1becf68f09af73625e39d29ec40d56ab5bb','returned','parks 2018-19-Q1.xlsx',26169,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('cdcddb0b81269b2d50dadcfee2ce85f0191823b5735ee5d16a199c7e3ac0ee3b','returned','housing 2018-19-Q1.xlsx',22644,'2018-07-02T09:00:00');
INSERT INTO "files" VALUES('bed9f26b9b9cb2c1b5eec799620329175dec458cee916ad8e9fd7174344b86bb','compiled','Performance Data Collection 2018-19-Q1.xlsx',38207,'2018-07-02T09:00:00');
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
        message TEXT NOT NULL,
        PRIMARY KEY (return_number, position)
    );
INSERT INTO "problems" VALUES(1,0,'locked-changed','note','','Indicators','B7','PK01','''Indicator'' was locked and has been changed from ''Parks that are clean'' to ''Parks that are tidy''. The change is ignored. If it is right, ask for it on the sheet Requests.');
INSERT INTO "problems" VALUES(1,1,'percent-unclear','confirm','','Indicators','F7','PK01','''0.79'' could be 0.79% or 79%, so it is held. Type the percentage with its sign, for example 79%.');
INSERT INTO "problems" VALUES(2,0,'not-a-number','fix','','Indicators','O7','HS01','''a few'' is not a number, so it is not used. Type Numerator as a number, for example 171.');
CREATE TABLE refs (
        service TEXT NOT NULL,
        plan_table TEXT NOT NULL,
        plan_row TEXT NOT NULL,
        ref TEXT NOT NULL,
        PRIMARY KEY (service, plan_table, plan_row)
    );
INSERT INTO "refs" VALUES('parks','Projects','2018-21: youth hub','P1');
INSERT INTO "refs" VALUES('parks','Milestones','2018-21: youth hub / Q1 2018/19','P1-M1');
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
        read_at TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '', sent_at TEXT,
        UNIQUE (period, sha256),
        UNIQUE (period, arrival)
    );
INSERT INTO "returns" VALUES(1,'2018-19-Q1','8e5a8cd934ac8bafd7c2dd39ab8cb1becf68f09af73625e39d29ec40d56ab5bb',1,'parks 2018-19-Q1.xlsx','parks','id-2','held','2018-07-02T09:00:00','',NULL);
INSERT INTO "returns" VALUES(2,'2018-19-Q1','cdcddb0b81269b2d50dadcfee2ce85f0191823b5735ee5d16a199c7e3ac0ee3b',2,'housing 2018-19-Q1.xlsx','housing','id-1','accepted','2018-07-02T09:00:00','',NULL);
CREATE INDEX returns_by_service ON returns (service, period);
CREATE INDEX messages_by_period ON messages (period, service, kind);
CREATE INDEX decisions_by_service ON decisions (period, service, sheet);
COMMIT;
