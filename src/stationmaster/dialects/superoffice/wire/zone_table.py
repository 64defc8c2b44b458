"""The time zones that are known by a country-style name: id, name, zone of the IANA, country, region.

The ids below 1000 are the vendor's own; it publishes no others. Ours start at 1001, where none of its are, so
that no id of it can be taken for another zone.
"""

from __future__ import annotations

ZONE_TABLE = """\
1001|AD|Europe/Andorra|Andorra|
1002|AE|Asia/Dubai|United Arab Emirates|
1003|AF|Asia/Kabul|Afghanistan|
1004|AG|America/Antigua|Antigua & Barbuda|
1005|AI|America/Anguilla|Anguilla|
1006|AL|Europe/Tirane|Albania|
1007|AM|Asia/Yerevan|Armenia|
1008|AO|Africa/Luanda|Angola|
1009|AR|America/Argentina/Buenos_Aires|Argentina|
1010|AS|Pacific/Pago_Pago|Samoa (American)|
1011|AT|Europe/Vienna|Austria|
36|AU-ACT|Australia/Sydney|Australia|Capital Territory
1012|AU-NSW|Australia/Sydney|Australia|New South Wales
1013|AU-NT|Australia/Darwin|Australia|Northern Territory
1014|AU-QLD|Australia/Brisbane|Australia|Queensland
1015|AU-SA|Australia/Adelaide|Australia|South Australia
1016|AU-TAS|Australia/Hobart|Australia|Tasmania
1017|AU-VIC|Australia/Melbourne|Australia|Victoria
1018|AU-WA|Australia/Perth|Australia|Western Australia
1019|AW|America/Aruba|Aruba|
1020|AX|Europe/Mariehamn|Åland Islands|
1021|AZ|Asia/Baku|Azerbaijan|
1022|BA|Europe/Sarajevo|Bosnia & Herzegovina|
1023|BB|America/Barbados|Barbados|
50|BD|Asia/Dhaka|Bangladesh|
1024|BE|Europe/Brussels|Belgium|
1025|BF|Africa/Ouagadougou|Burkina Faso|
1026|BG|Europe/Sofia|Bulgaria|
1027|BH|Asia/Bahrain|Bahrain|
1028|BI|Africa/Bujumbura|Burundi|
1029|BJ|Africa/Porto-Novo|Benin|
1030|BL|America/St_Barthelemy|St Barthelemy|
1031|BM|Atlantic/Bermuda|Bermuda|
1032|BN|Asia/Brunei|Brunei|
1033|BO|America/La_Paz|Bolivia|
1034|BQ|America/Kralendijk|Caribbean NL|
1035|BR|America/Sao_Paulo|Brazil|
1036|BS|America/Nassau|Bahamas|
1037|BT|Asia/Thimphu|Bhutan|
1038|BW|Africa/Gaborone|Botswana|
1039|BY|Europe/Minsk|Belarus|
1040|BZ|America/Belize|Belize|
1041|CA-AB|America/Edmonton|Canada|Alberta
1042|CA-BC|America/Vancouver|Canada|British Columbia
1043|CA-MB|America/Winnipeg|Canada|Manitoba
1044|CA-NB|America/Moncton|Canada|New Brunswick
1045|CA-NL|America/St_Johns|Canada|Newfoundland
1046|CA-NS|America/Halifax|Canada|Nova Scotia
1047|CA-NT|America/Edmonton|Canada|Northwest Territories
1048|CA-NU|America/Iqaluit|Canada|Nunavut
1049|CA-ON|America/Toronto|Canada|Ontario
1050|CA-PE|America/Halifax|Canada|Prince Edward Island
114|CA-QC|America/Toronto|Canada|Quebec
1051|CA-SK|America/Regina|Canada|Saskatchewan
1052|CA-YT|America/Whitehorse|Canada|Yukon
1053|CC|Indian/Cocos|Cocos (Keeling) Islands|
1054|CD|Africa/Kinshasa|Congo (Dem. Rep.)|
1055|CF|Africa/Bangui|Central African Rep.|
1056|CG|Africa/Brazzaville|Congo (Rep.)|
1057|CH|Europe/Zurich|Switzerland|
1058|CI|Africa/Abidjan|Côte d'Ivoire|
1059|CK|Pacific/Rarotonga|Cook Islands|
1060|CL|America/Santiago|Chile|
1061|CM|Africa/Douala|Cameroon|
1062|CN|Asia/Shanghai|China|
1063|CO|America/Bogota|Colombia|
1064|CR|America/Costa_Rica|Costa Rica|
1065|CU|America/Havana|Cuba|
1066|CV|Atlantic/Cape_Verde|Cape Verde|
1067|CW|America/Curacao|Curaçao|
1068|CX|Indian/Christmas|Christmas Island|
1069|CY|Asia/Nicosia|Cyprus|
1070|CZ|Europe/Prague|Czech Republic|
1071|DE|Europe/Berlin|Germany|
1072|DJ|Africa/Djibouti|Djibouti|
140|DK|Europe/Copenhagen|Denmark|
1073|DM|America/Dominica|Dominica|
1074|DO|America/Santo_Domingo|Dominican Republic|
1075|DZ|Africa/Algiers|Algeria|
1076|EC|America/Guayaquil|Ecuador|
1077|EE|Europe/Tallinn|Estonia|
1078|EG|Africa/Cairo|Egypt|
1079|EH|Africa/El_Aaiun|Western Sahara|
1080|ER|Africa/Asmara|Eritrea|
1081|ES|Europe/Madrid|Spain|
1082|ET|Africa/Addis_Ababa|Ethiopia|
1083|FI|Europe/Helsinki|Finland|
1084|FJ|Pacific/Fiji|Fiji|
1085|FK|Atlantic/Stanley|Falkland Islands|
1086|FM|Pacific/Pohnpei|Micronesia|
1087|FO|Atlantic/Faroe|Faroe Islands|
156|FR|Europe/Paris|France|
1088|GA|Africa/Libreville|Gabon|
1089|GB|Europe/London|Britain (UK)|
1090|GD|America/Grenada|Grenada|
1091|GE|Asia/Tbilisi|Georgia|
1092|GF|America/Cayenne|French Guiana|
1093|GG|Europe/Guernsey|Guernsey|
1094|GH|Africa/Accra|Ghana|
1095|GI|Europe/Gibraltar|Gibraltar|
1096|GL|America/Nuuk|Greenland|
1097|GM|Africa/Banjul|Gambia|
1098|GN|Africa/Conakry|Guinea|
1099|GP|America/Guadeloupe|Guadeloupe|
1100|GQ|Africa/Malabo|Equatorial Guinea|
1101|GR|Europe/Athens|Greece|
1102|GS|Atlantic/South_Georgia|South Georgia & the South Sandwich Islands|
1103|GT|America/Guatemala|Guatemala|
1104|GU|Pacific/Guam|Guam|
1105|GW|Africa/Bissau|Guinea-Bissau|
1106|GY|America/Guyana|Guyana|
1107|HK|Asia/Hong_Kong|Hong Kong|
1108|HN|America/Tegucigalpa|Honduras|
1109|HR|Europe/Zagreb|Croatia|
1110|HT|America/Port-au-Prince|Haiti|
1111|HU|Europe/Budapest|Hungary|
1112|ID|Asia/Jakarta|Indonesia|
1113|IE|Europe/Dublin|Ireland|
1114|IL|Asia/Jerusalem|Israel|
1115|IM|Europe/Isle_of_Man|Isle of Man|
1116|IN|Asia/Kolkata|India|
1117|IO|Indian/Chagos|British Indian Ocean Territory|
1118|IQ|Asia/Baghdad|Iraq|
1119|IR|Asia/Tehran|Iran|
1120|IS|Atlantic/Reykjavik|Iceland|
1121|IT|Europe/Rome|Italy|
1122|JE|Europe/Jersey|Jersey|
1123|JM|America/Jamaica|Jamaica|
1124|JO|Asia/Amman|Jordan|
1125|JP|Asia/Tokyo|Japan|
1126|KE|Africa/Nairobi|Kenya|
1127|KG|Asia/Bishkek|Kyrgyzstan|
1128|KH|Asia/Phnom_Penh|Cambodia|
1129|KI|Pacific/Tarawa|Kiribati|
1130|KM|Indian/Comoro|Comoros|
1131|KN|America/St_Kitts|St Kitts & Nevis|
1132|KP|Asia/Pyongyang|Korea (North)|
1133|KR|Asia/Seoul|Korea (South)|
1134|KW|Asia/Kuwait|Kuwait|
1135|KY|America/Cayman|Cayman Islands|
1136|KZ|Asia/Almaty|Kazakhstan|
1137|LA|Asia/Vientiane|Laos|
1138|LB|Asia/Beirut|Lebanon|
1139|LC|America/St_Lucia|St Lucia|
1140|LI|Europe/Vaduz|Liechtenstein|
1141|LK|Asia/Colombo|Sri Lanka|
1142|LR|Africa/Monrovia|Liberia|
1143|LS|Africa/Maseru|Lesotho|
1144|LT|Europe/Vilnius|Lithuania|
1145|LU|Europe/Luxembourg|Luxembourg|
1146|LV|Europe/Riga|Latvia|
1147|LY|Africa/Tripoli|Libya|
1148|MA|Africa/Casablanca|Morocco|
1149|MC|Europe/Monaco|Monaco|
1150|MD|Europe/Chisinau|Moldova|
1151|ME|Europe/Podgorica|Montenegro|
1152|MF|America/Marigot|St Martin (French)|
1153|MG|Indian/Antananarivo|Madagascar|
1154|MH|Pacific/Majuro|Marshall Islands|
1155|MK|Europe/Skopje|North Macedonia|
1156|ML|Africa/Bamako|Mali|
1157|MM|Asia/Yangon|Myanmar (Burma)|
1158|MN|Asia/Ulaanbaatar|Mongolia|
1159|MO|Asia/Macau|Macau|
1160|MP|Pacific/Saipan|Northern Mariana Islands|
1161|MQ|America/Martinique|Martinique|
1162|MR|Africa/Nouakchott|Mauritania|
1163|MS|America/Montserrat|Montserrat|
1164|MT|Europe/Malta|Malta|
1165|MU|Indian/Mauritius|Mauritius|
1166|MV|Indian/Maldives|Maldives|
1167|MW|Africa/Blantyre|Malawi|
1168|MX|America/Mexico_City|Mexico|
1169|MY|Asia/Kuala_Lumpur|Malaysia|
1170|MZ|Africa/Maputo|Mozambique|
1171|NA|Africa/Windhoek|Namibia|
1172|NC|Pacific/Noumea|New Caledonia|
1173|NE|Africa/Niamey|Niger|
1174|NF|Pacific/Norfolk|Norfolk Island|
1175|NG|Africa/Lagos|Nigeria|
1176|NI|America/Managua|Nicaragua|
1177|NL|Europe/Amsterdam|Netherlands|
261|NO|Europe/Oslo|Norway|
1178|NP|Asia/Kathmandu|Nepal|
1179|NR|Pacific/Nauru|Nauru|
1180|NU|Pacific/Niue|Niue|
1181|NZ|Pacific/Auckland|New Zealand|
1182|OM|Asia/Muscat|Oman|
1183|PA|America/Panama|Panama|
1184|PE|America/Lima|Peru|
1185|PF|Pacific/Tahiti|French Polynesia|
1186|PG|Pacific/Port_Moresby|Papua New Guinea|
1187|PH|Asia/Manila|Philippines|
1188|PK|Asia/Karachi|Pakistan|
1189|PL|Europe/Warsaw|Poland|
1190|PM|America/Miquelon|St Pierre & Miquelon|
1191|PN|Pacific/Pitcairn|Pitcairn|
1192|PR|America/Puerto_Rico|Puerto Rico|
1193|PS|Asia/Gaza|Palestine|
1194|PT|Europe/Lisbon|Portugal|
1195|PW|Pacific/Palau|Palau|
1196|PY|America/Asuncion|Paraguay|
1197|QA|Asia/Qatar|Qatar|
1198|RE|Indian/Reunion|Réunion|
1199|RO|Europe/Bucharest|Romania|
1200|RS|Europe/Belgrade|Serbia|
1201|RU|Europe/Moscow|Russia|
1202|RW|Africa/Kigali|Rwanda|
1203|SA|Asia/Riyadh|Saudi Arabia|
1204|SB|Pacific/Guadalcanal|Solomon Islands|
1205|SC|Indian/Mahe|Seychelles|
1206|SD|Africa/Khartoum|Sudan|
1207|SE|Europe/Stockholm|Sweden|
1208|SG|Asia/Singapore|Singapore|
1209|SH|Atlantic/St_Helena|St Helena|
1210|SI|Europe/Ljubljana|Slovenia|
1211|SJ|Arctic/Longyearbyen|Svalbard & Jan Mayen|
1212|SK|Europe/Bratislava|Slovakia|
1213|SL|Africa/Freetown|Sierra Leone|
1214|SM|Europe/San_Marino|San Marino|
1215|SN|Africa/Dakar|Senegal|
1216|SO|Africa/Mogadishu|Somalia|
1217|SR|America/Paramaribo|Suriname|
1218|SS|Africa/Juba|South Sudan|
1219|ST|Africa/Sao_Tome|Sao Tome & Principe|
1220|SV|America/El_Salvador|El Salvador|
1221|SX|America/Lower_Princes|St Maarten (Dutch)|
1222|SY|Asia/Damascus|Syria|
1223|SZ|Africa/Mbabane|Eswatini (Swaziland)|
1224|TC|America/Grand_Turk|Turks & Caicos Is|
1225|TD|Africa/Ndjamena|Chad|
1226|TF|Indian/Kerguelen|French S. Terr.|
1227|TG|Africa/Lome|Togo|
1228|TH|Asia/Bangkok|Thailand|
1229|TJ|Asia/Dushanbe|Tajikistan|
1230|TK|Pacific/Fakaofo|Tokelau|
1231|TL|Asia/Dili|East Timor|
1232|TM|Asia/Ashgabat|Turkmenistan|
1233|TN|Africa/Tunis|Tunisia|
1234|TO|Pacific/Tongatapu|Tonga|
1235|TR|Europe/Istanbul|Turkey|
1236|TT|America/Port_of_Spain|Trinidad & Tobago|
1237|TV|Pacific/Funafuti|Tuvalu|
1238|TW|Asia/Taipei|Taiwan|
1239|TZ|Africa/Dar_es_Salaam|Tanzania|
1240|UA|Europe/Kyiv|Ukraine|
1241|UG|Africa/Kampala|Uganda|
1242|US-AK|America/Anchorage|United States|Alaska
1243|US-AL|America/Chicago|United States|Alabama
1244|US-AR|America/Chicago|United States|Arkansas
1245|US-AZ|America/Phoenix|United States|Arizona
425|US-CA|America/Los_Angeles|United States|California
1246|US-CO|America/Denver|United States|Colorado
1247|US-CT|America/New_York|United States|Connecticut
1248|US-DC|America/New_York|United States|District of Columbia
1249|US-DE|America/New_York|United States|Delaware
1250|US-FL|America/New_York|United States|Florida
1251|US-GA|America/New_York|United States|Georgia
433|US-HI|Pacific/Honolulu|United States|Hawaii
1252|US-IA|America/Chicago|United States|Iowa
1253|US-ID|America/Boise|United States|Idaho
1254|US-IL|America/Chicago|United States|Illinois
1255|US-IN|America/Indiana/Indianapolis|United States|Indiana
1256|US-KS|America/Chicago|United States|Kansas
1257|US-KY|America/New_York|United States|Kentucky
1258|US-LA|America/Chicago|United States|Louisiana
1259|US-MA|America/New_York|United States|Massachusetts
1260|US-MD|America/New_York|United States|Maryland
1261|US-ME|America/New_York|United States|Maine
1262|US-MI|America/Detroit|United States|Michigan
1263|US-MN|America/Chicago|United States|Minnesota
1264|US-MO|America/Chicago|United States|Missouri
1265|US-MS|America/Chicago|United States|Mississippi
1266|US-MT|America/Denver|United States|Montana
1267|US-NC|America/New_York|United States|North Carolina
1268|US-ND|America/Chicago|United States|North Dakota
1269|US-NE|America/Chicago|United States|Nebraska
1270|US-NH|America/New_York|United States|New Hampshire
1271|US-NJ|America/New_York|United States|New Jersey
1272|US-NM|America/Denver|United States|New Mexico
1273|US-NV|America/Los_Angeles|United States|Nevada
460|US-NY|America/New_York|United States|New York
1274|US-OH|America/New_York|United States|Ohio
1275|US-OK|America/Chicago|United States|Oklahoma
1276|US-OR|America/Los_Angeles|United States|Oregon
1277|US-PA|America/New_York|United States|Pennsylvania
1278|US-RI|America/New_York|United States|Rhode Island
1279|US-SC|America/New_York|United States|South Carolina
1280|US-SD|America/Chicago|United States|South Dakota
1281|US-TN|America/Chicago|United States|Tennessee
1282|US-TX|America/Chicago|United States|Texas
1283|US-UT|America/Denver|United States|Utah
1284|US-VA|America/New_York|United States|Virginia
1285|US-VT|America/New_York|United States|Vermont
1286|US-WA|America/Los_Angeles|United States|Washington
1287|US-WI|America/Chicago|United States|Wisconsin
1288|US-WV|America/New_York|United States|West Virginia
1289|US-WY|America/Denver|United States|Wyoming
1|UTC|UTC||UTC/GMT
1290|UY|America/Montevideo|Uruguay|
1291|UZ|Asia/Tashkent|Uzbekistan|
1292|VA|Europe/Vatican|Vatican City|
1293|VC|America/St_Vincent|St Vincent|
1294|VE|America/Caracas|Venezuela|
1295|VG|America/Tortola|Virgin Islands (UK)|
1296|VI|America/St_Thomas|Virgin Islands (US)|
1297|VN|Asia/Ho_Chi_Minh|Vietnam|
1298|VU|Pacific/Efate|Vanuatu|
1299|WF|Pacific/Wallis|Wallis & Futuna|
1300|WS|Pacific/Apia|Samoa (western)|
1301|YE|Asia/Aden|Yemen|
1302|YT|Indian/Mayotte|Mayotte|
1303|ZA|Africa/Johannesburg|South Africa|
1304|ZM|Africa/Lusaka|Zambia|
1305|ZW|Africa/Harare|Zimbabwe|
"""
