/** What each department teaches, as a handbook lists it: name and prefix of its codes, then its topics in order of years. */
export const catalogue = `
Accounting | ACC
  Financial Accounting, Cost Accounting, Business Law, Taxation, Auditing, Management Accounting, Corporate
  Reporting, Public Sector Accounting, Financial Management, Forensic Accounting, Accounting Information Systems,
  Governance
Agriculture | AGR
  Crop Science, Soil Science, Farm Practice, Animal Production, Plant Breeding, Agricultural Economics, Irrigation,
  Crop Protection, Extension Methods, Agribusiness, Post-harvest Technology, Rural Development
Architecture | ARC
  Design Studio, Building Drawing, History of Architecture, Building Materials, Tropical Design, Structures for
  Architects, Environmental Science, Digital Modelling, Landscape Design, Building Services, Urban Design, Housing
  Studies, Conservation, Construction Law, Interior Architecture, Comprehensive Studio, Practice Management,
  Architectural Thesis
Biochemistry | BCH
  Cell Biology, Organic Chemistry, Laboratory Methods, Metabolism, Enzymology, Genetics, Molecular Biology,
  Immunology, Plant Biochemistry, Clinical Biochemistry, Biotechnology, Bioinformatics
Biomedical Engineering | BME
  Human Anatomy, Circuits and Devices, Engineering Mathematics, Biomaterials, Physiology for Engineers, Signals in
  Medicine, Medical Imaging, Biomechanics, Medical Instrumentation, Rehabilitation Engineering, Device Regulation,
  Hospital Systems
Civil Engineering | CE
  Statics, Engineering Drawing, Surveying, Strength of Materials, Fluid Mechanics, Construction Materials,
  Structural Analysis, Soil Mechanics, Hydrology, Highway Engineering, Reinforced Concrete, Water Supply
Computer Engineering | COE
  Basic Electronics, Programming, Digital Logic, Data Structures, Circuit Theory, Computer Architecture, Operating
  Systems, Embedded Systems, Computer Networks, Microprocessors, Artificial Intelligence, Information Security
Computer Science | CSC
  Introduction to Computing, Discrete Mathematics, Programming Principles, Algorithms, Databases, Web Development,
  Software Engineering, Theory of Computation, Human-Computer Interaction, Distributed Systems, Machine Learning,
  Compilers
Economics | ECO
  Microeconomics, Macroeconomics, Mathematics for Economists, Economic Statistics, Development Economics, Money and
  Banking, Econometrics, Public Finance, International Trade, Labour Economics, Economy of West Africa, Monetary
  Policy
Electrical Engineering | EE
  Applied Electricity, Electrical Workshop, Vector Analysis, Electric Circuits, Electromagnetic Fields, Measurement,
  Electrical Machines, Power Systems, Control Systems, High Voltage Engineering, Power Electronics, Renewable Energy
English | ENG
  Introduction to Literature, Grammar and Usage, Writing Workshop, African Prose, Phonetics, Poetry, Drama,
  Sociolinguistics, Stylistics, Post-colonial Writing, Creative Writing, Discourse Analysis
Fine Art | ART
  Drawing, Colour and Design, Art History, Painting, Sculpture, Printmaking, Ceramics, Textile Design, Photography,
  Curating, Contemporary African Art, Studio Practice
Geography | GEO
  Physical Geography, Human Geography, Map Reading, Climatology, Population Studies, Cartography, Remote Sensing,
  Urban Geography, Resource Management, Geographic Information Systems, Transport Geography, Disaster Risk
History | HIS
  Ancient Africa, World Civilisations, Historical Method, Gold Coast to 1900, Trans-Saharan Trade, Oral Tradition,
  Colonial West Africa, History of Ideas, Slavery and Abolition, Independence Movements, Economic History, Museums
  and Archives
Law | LAW
  Legal Method, Constitutional Law, Law of Contract, Law of Torts, Criminal Law, Land Law, Equity and Trusts,
  Company Law, Evidence, Customary Law, International Law, Jurisprudence
Mathematics | MTH
  Algebra, Calculus, Geometry, Linear Algebra, Real Analysis, Probability, Differential Equations, Complex Analysis,
  Numerical Analysis, Topology, Optimisation, Abstract Algebra
Mechanical Engineering | ME
  Workshop Technology, Engineering Graphics, Applied Mechanics, Thermodynamics, Dynamics of Machines, Manufacturing
  Processes, Heat Transfer, Machine Design, Fluid Machinery, Vibrations, Refrigeration, Mechatronics
Medicine | MED
  Medical Biology, Medical Physics, Medical Terminology, Gross Anatomy, Physiology, Medical Biochemistry, Pathology,
  Pharmacology, Medical Microbiology, Internal Medicine, Surgery, Community Health, Paediatrics, Obstetrics,
  Psychiatry, Emergency Medicine, Anaesthesia, Clinical Clerkship
Pharmacy | PHA
  Pharmaceutical Calculations, General Chemistry, Pharmacy Practice, Pharmaceutics, Pharmacognosy, Physical
  Pharmacy, Medicinal Chemistry, Pharmacodynamics, Pharmaceutical Analysis, Clinical Pharmacy, Drug Formulation,
  Pharmacokinetics, Pharmacotherapy, Industrial Pharmacy, Toxicology, Pharmacy Law, Hospital Rotation,
  Pharmaceutical Research
Veterinary Medicine | VET
  Animal Biology, Animal Husbandry, Veterinary Chemistry, Veterinary Anatomy, Veterinary Physiology, Histology,
  Parasitology, Veterinary Pathology, Virology, Veterinary Pharmacology, Small Animal Medicine, Poultry Diseases,
  Veterinary Surgery, Theriogenology, Public Health, Wildlife Medicine, Clinical Practice, Veterinary Ethics
`
